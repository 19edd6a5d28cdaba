"""Where runs come from: files, folders, archives, standard input and GitHub."""
