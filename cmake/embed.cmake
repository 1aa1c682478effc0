# Compiles text files into the binary: codes::embedded("reply-codes.txt") gives the file's text.
# Editing one of them builds again by itself.

function(ehlo_embed_texts target)
  set(ehlo_embedded "")
  foreach(path ${ARGN})
    get_filename_component(name ${path} NAME)
    file(READ ${path} text)
    string(APPEND ehlo_embedded "    {\"${name}\", R\"embedded(${text})embedded\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  endforeach()
  set(source ${CMAKE_BINARY_DIR}/generated/embedded.cc)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded.cc.in ${source} @ONLY)
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE ${source})
endfunction()
