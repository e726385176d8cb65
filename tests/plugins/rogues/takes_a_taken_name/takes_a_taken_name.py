"""Never imported: its manifest names a module of the standard library."""
