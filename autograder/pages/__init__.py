"""What every HTML page shares: the frame, the look, pictures as SVG, formulas."""
