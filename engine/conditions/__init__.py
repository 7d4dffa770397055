"""The fields that entities offer, the operators, and the tree of and / or / not over them."""
