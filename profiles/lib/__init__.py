"""Plain Python without Django: file types, names of files, archives, the rendering child, icons, initials."""
