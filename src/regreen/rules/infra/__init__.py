"""The machine, the network and the hosting."""
