"""What people chose: consents, objections per use, restriction and suppression, each with its proof."""
