"""Who may do what at this desk: officers keep the file, support helps with access and reads no documents."""

from __future__ import annotations

from cesi_site.accounts.guards import staff_only
from cesi_site.members import queries
from cesi_site.staff.area import AFFILIATIONS, MEMBERS, given

for_desk = staff_only(*MEMBERS)
for_officers = staff_only(*AFFILIATIONS)
with_organisation = given(queries.organisation)
