"""The actions of step groups (F-6), one module per part of the world that they touch."""
