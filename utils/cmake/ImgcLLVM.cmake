# Finds LLVM and MLIR 22 and arranges that only their static archives are linked.

set(IMGC_LLVM_VERSION 22)
if(NOT LLVM_DIR AND EXISTS "/usr/lib/llvm-${IMGC_LLVM_VERSION}/lib/cmake/llvm")
  set(LLVM_DIR "/usr/lib/llvm-${IMGC_LLVM_VERSION}/lib/cmake/llvm")
  set(MLIR_DIR "/usr/lib/llvm-${IMGC_LLVM_VERSION}/lib/cmake/mlir")
endif()

if(IMGC_PARTS STREQUAL "all")
  find_package(MLIR REQUIRED CONFIG)
endif()
find_package(LLVM REQUIRED CONFIG)
if(NOT LLVM_VERSION_MAJOR EQUAL IMGC_LLVM_VERSION)
  message(FATAL_ERROR "imgc needs LLVM ${IMGC_LLVM_VERSION}, found ${LLVM_PACKAGE_VERSION}; "
    "utils/bootstrap.sh installs it on Debian 12")
endif()

# Debian's exported MLIR targets name libLLVM.so in their interface. One shared LLVM beside the static archives means
# two copies of its globals and 10 to 25 ms of start-up, so the name is replaced by the components that MLIR uses.
set(LLVM_LINK_LLVM_DYLIB OFF)
get_property(mlir_libs GLOBAL PROPERTY MLIR_ALL_LIBS)
foreach(lib IN LISTS mlir_libs)
  if(TARGET ${lib})
    get_target_property(links ${lib} INTERFACE_LINK_LIBRARIES)
    if(links AND "LLVM" IN_LIST links)
      list(REMOVE_ITEM links LLVM)
      list(APPEND links LLVMSupport LLVMRemarks LLVMTargetParser LLVMCore LLVMSupportLSP)
      set_target_properties(${lib} PROPERTIES INTERFACE_LINK_LIBRARIES "${links}")
    endif()
  endif()
endforeach()

list(APPEND CMAKE_MODULE_PATH "${LLVM_CMAKE_DIR}")
set(LLVM_ENABLE_ASSERTIONS ${IMGC_ENABLE_ASSERTIONS})
find_program(LLVM_TABLEGEN_EXE llvm-tblgen HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH REQUIRED)
include(TableGen)
include(AddLLVM)
if(IMGC_PARTS STREQUAL "all")
  list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}")
  include(AddMLIR)
  include_directories(SYSTEM ${MLIR_INCLUDE_DIRS})
endif()
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS})
link_directories(${LLVM_BUILD_LIBRARY_DIR})
separate_arguments(imgc_llvm_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
add_definitions(${imgc_llvm_definitions})

include_directories(
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include
  ${PROJECT_BINARY_DIR} ${PROJECT_BINARY_DIR}/include)

add_compile_options(
  -fno-exceptions -ffunction-sections -fdata-sections -fvisibility-inlines-hidden
  -fstack-protector-strong -D_GLIBCXX_ASSERTIONS
  -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -Werror=return-type)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options(-Wno-nested-anon-types)
endif()
if(IMGC_ENABLE_ASSERTIONS)
  add_compile_options(-UNDEBUG)
endif()
add_link_options(-Wl,--as-needed -Wl,--gc-sections -Wl,-z,relro,-z,now -static-libstdc++ -static-libgcc)
find_program(IMGC_LLD NAMES ld.lld-${IMGC_LLVM_VERSION} ld.lld)
if(IMGC_LLD)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_link_options(-fuse-ld=${IMGC_LLD})
  else()
    add_link_options(-fuse-ld=lld)
  endif()
endif()
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
