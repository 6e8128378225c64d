"""One module a benchmark; what lies in here is found and registered without being named anywhere else."""
