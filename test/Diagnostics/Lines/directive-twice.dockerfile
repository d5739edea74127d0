# escape=\
# escape=`
FROM scratch
# RUN: %diagnose %s
#= 1: only one escape parser directive can be used
#| Dockerfile:2:1: error: the directive 'escape' may be given once only [bad-directive]
#| # escape=`
#| ^~~~~~~~~~
#| Dockerfile:1:1: note: it is given here already
#| # escape=\
#| ^~~~~~~~~~
