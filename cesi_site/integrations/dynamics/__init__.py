"""Microsoft Dynamics (Dataverse): leads and marketing choices go there, where an operator switches it on (F8)."""
