"""The ground floor: settings, database, languages, sites, links, forms, headers. Knows nothing of the site."""
