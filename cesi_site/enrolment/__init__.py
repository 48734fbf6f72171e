"""Trainings of CESI and OneManagement (promises C1 to C5): the catalogue, its dates, and who takes part."""
