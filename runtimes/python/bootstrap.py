"""The entry of the Python runtimes, under the name it has on AWS. See ../README.md."""
from lambent_runtime.serve import main

if __name__ == "__main__":
    main()
