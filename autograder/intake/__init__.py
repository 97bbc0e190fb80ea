"""Takes in what students hand over: reads any file, trusts none, and puts the cells back in place."""
