FROM scratch
CMD ["a", 1]
# RUN: %diagnose %s
#= 2: when using JSON array syntax, arrays must be comprised of strings only
#| Dockerfile:2:5: error: this JSON array has elements that are not strings [bad-json-form]
#| CMD ["a", 1]
#|     ^~~~~~~~
#| note: write every element in double quotes
