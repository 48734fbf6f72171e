"""Joining CESI (promises D1 to D3): an employer's request, from its draft to the member's file."""
