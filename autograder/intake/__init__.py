"""Takes in what students hand over: reads any file without trusting it, and puts the cells back where they belong."""
