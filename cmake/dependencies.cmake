# Every library that ehlo uses, as one target: ehlo_dependencies.
# A missing one is an error that names its Debian package.

add_library(ehlo_dependencies INTERFACE)
find_package(PkgConfig)
if(NOT PkgConfig_FOUND)
  message(FATAL_ERROR "pkg-config is missing: apt-get install pkg-config")
endif()

# One header is enough to know that a header-only library is there.
function(ehlo_need_header header package)
  find_path(found_${package} ${header})
  if(NOT found_${package})
    message(FATAL_ERROR "${header} is missing: apt-get install ${package}")
  endif()
endfunction()

# The library with all that it needs itself. STATIC lists the archives to link when
# EHLO_STATIC_LIBRARIES is on, in link order; what has no archive stays shared.
function(ehlo_need_library module package)
  cmake_parse_arguments(arg "" "" "STATIC;STATIC_NEEDS" ${ARGN})
  pkg_check_modules(${module} IMPORTED_TARGET ${module})
  if(NOT ${module}_FOUND)
    message(FATAL_ERROR "${module} is missing: apt-get install ${package}")
  endif()
  if(NOT EHLO_STATIC_LIBRARIES)
    target_link_libraries(ehlo_dependencies INTERFACE PkgConfig::${module})
    return()
  endif()
  foreach(name ${arg_STATIC})
    find_library(archive_${name} lib${name}.a)
    if(NOT archive_${name})
      message(FATAL_ERROR "lib${name}.a is missing: apt-get install ${package}, "
                          "or configure with -DEHLO_STATIC_LIBRARIES=OFF")
    endif()
    target_link_libraries(ehlo_dependencies INTERFACE ${archive_${name}})
  endforeach()
  target_link_libraries(ehlo_dependencies INTERFACE ${arg_STATIC_NEEDS})
endfunction()

ehlo_need_header(CLI/CLI.hpp libcli11-dev)
ehlo_need_header(tl/expected.hpp libexpected-dev)
ehlo_need_header(fmt/core.h libfmt-dev)
ehlo_need_header(nlohmann/json.hpp nlohmann-json3-dev)
ehlo_need_header(toml++/toml.h libtomlplusplus-dev)
if(BUILD_TESTING)
  ehlo_need_header(doctest/doctest.h doctest-dev)
endif()

ehlo_need_library(libgsasl "libgsasl-dev libidn-dev libntlm0-dev"
                  STATIC gsasl idn ntlm STATIC_NEEDS gssglue)
ehlo_need_library(openssl libssl-dev STATIC ssl crypto)
ehlo_need_library(libcares libc-ares-dev STATIC cares)
ehlo_need_library(libidn2 "libidn2-dev libunistring-dev" STATIC idn2 unistring)
ehlo_need_library(re2 libre2-dev STATIC re2)
set_source_files_properties(src/commands/version.cc PROPERTIES
                            COMPILE_DEFINITIONS EHLO_RE2_VERSION="${re2_VERSION}")

find_package(Threads REQUIRED)
target_link_libraries(ehlo_dependencies INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
