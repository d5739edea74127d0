"""Random Dockerfiles, and the comparison of imgc's front end with BuildKit's."""
