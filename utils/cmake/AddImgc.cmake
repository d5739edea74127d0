# Thin wrappers over CMake's and MLIR's commands; every target of the project is made by one of them.

# Everything that TableGen and protoc write. Headers are included across the tree, so every target waits for all of them;
# declared here because libraries are added before some of the headers are known. `ninja -t missingdeps` is its test.
add_custom_target(imgc-headers)

# add_imgc_library(<name> sources... [LINK_LIBS libs...] [DEPENDS targets...])
function(add_imgc_library name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS})
  add_dependencies(${name} imgc-headers ${ARG_DEPENDS})
endfunction()

# add_imgc_dialect_library: the same, and `imgc-opt` links it (global property IMGC_DIALECT_LIBS).
function(add_imgc_dialect_library name)
  set_property(GLOBAL APPEND PROPERTY IMGC_DIALECT_LIBS ${name})
  add_imgc_library(${name} ${ARGN})
endfunction()

# add_imgc_tool(<name> sources... [LINK_LIBS libs...]): an executable in build/bin.
function(add_imgc_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS})
  add_dependencies(${name} imgc-headers ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()

# add_imgc_unittest(<name> sources... [LINK_LIBS libs...]): a GoogleTest program in build/unittests, run by lit.
add_custom_target(ImgcUnitTests)
function(add_imgc_unittest name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_UNPARSED_ARGUMENTS})
  add_dependencies(${name} imgc-headers)
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/unittests")
  add_dependencies(ImgcUnitTests ${name})
endfunction()

# add_imgc_proto(<name> <file.proto>): a library from a protobuf schema; the header is found by the path from the root
# of the include directory, as the schema is.
function(add_imgc_proto name proto)
  get_filename_component(absolute "${proto}" ABSOLUTE)
  file(RELATIVE_PATH relative "${PROJECT_SOURCE_DIR}/include" "${absolute}")
  string(REGEX REPLACE "\\.proto$" ".pb" stem "${PROJECT_BINARY_DIR}/include/${relative}")
  add_custom_command(
    OUTPUT ${stem}.cc ${stem}.h
    COMMAND ${PROTOC_PROGRAM} --proto_path=${PROJECT_SOURCE_DIR}/include
            --cpp_out=${PROJECT_BINARY_DIR}/include ${absolute}
    DEPENDS ${absolute} VERBATIM)
  add_custom_target(${name}Headers DEPENDS ${stem}.cc ${stem}.h)
  add_dependencies(imgc-headers ${name}Headers)
  add_library(${name} STATIC ${stem}.cc ${stem}.h)
  add_dependencies(${name} ${name}Headers)
  target_link_libraries(${name} PUBLIC Imgc::protobuf)
endfunction()

# add_imgc_tablegen_target(<name>): call after the mlir_tablegen()/tablegen() lines whose outputs it stands for.
function(add_imgc_tablegen_target name)
  add_public_tablegen_target(${name})
  add_dependencies(imgc-headers ${name})
endfunction()

# imgc_subdirectories(dirs...): add_subdirectory for each.
function(imgc_subdirectories)
  foreach(dir IN LISTS ARGN)
    add_subdirectory(${dir})
  endforeach()
endfunction()
