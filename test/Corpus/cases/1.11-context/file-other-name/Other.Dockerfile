FROM alpine
RUN other
