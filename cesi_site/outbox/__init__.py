"""Mail and work that cannot vanish: rows written with the change they belong to, carried out by a worker."""
