llb.source_file "Dockerfile" data "FROM nothing:9\n"
%0 = llb.image "docker.io/library/nothing:9" loc("Dockerfile":1:1 to 1:1)
llb.output "x" %0
