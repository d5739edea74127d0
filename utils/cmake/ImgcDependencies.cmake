# Libraries beside LLVM. Everything on the path of a cached build is linked from its archive: each shared object costs
# start-up time. libcurl is opened on first use by the registry client and never linked.

# imgc_static_library(<target> <archive> [dependencies...]): an imported library from `lib<archive>.a`.
function(imgc_static_library target archive)
  find_library(IMGC_LIB_${archive} NAMES lib${archive}.a REQUIRED)
  add_library(${target} STATIC IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${IMGC_LIB_${archive}}")
  if(ARGN)
    set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${ARGN}")
  endif()
endfunction()

find_package(Threads REQUIRED)
imgc_static_library(Imgc::crypto crypto Threads::Threads ${CMAKE_DL_LIBS})
imgc_static_library(Imgc::sqlite3 sqlite3 Threads::Threads ${CMAKE_DL_LIBS} m)
imgc_static_library(Imgc::z z)
# Debian's libzstd.a has no worker threads, and the bytes of a layer depend on there being some.
find_library(IMGC_LIB_zstd NAMES libzstd.so REQUIRED)
add_library(Imgc::zstd SHARED IMPORTED GLOBAL)
set_target_properties(Imgc::zstd PROPERTIES IMPORTED_LOCATION "${IMGC_LIB_zstd}")
imgc_static_library(Imgc::lzma lzma)
imgc_static_library(Imgc::bz2 bz2)
imgc_static_library(Imgc::archive archive Imgc::lzma Imgc::bz2 Imgc::z Imgc::zstd Imgc::crypto)
imgc_static_library(Imgc::deflate deflate)
imgc_static_library(Imgc::seccomp seccomp)
imgc_static_library(Imgc::protobuf protobuf Imgc::z Threads::Threads)
find_program(PROTOC_PROGRAM protoc REQUIRED)
find_path(IMGC_CURL_INCLUDE_DIR curl/curl.h REQUIRED)
