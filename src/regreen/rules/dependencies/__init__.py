"""Installers that find, solve or build no version."""
