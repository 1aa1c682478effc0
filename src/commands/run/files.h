// The session files that a run is about.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "base/result.h"

namespace commands {

// What was named, in its order; a directory stands for the *.smtp files in it and below it, sorted.
// `only` is a glob for a file's path or its name; empty: all. A file is not looked for yet. Error
// kind no_input when a directory has none or cannot be read, or when `only` leaves none.
base::Result<std::vector<std::string>> find_session_files(const std::vector<std::string>& named,
                                                          const std::string& only);

// The bytes of a file, at most `most` of them. Error kind no_input: "cannot read a: no such file".
base::Result<std::string> read_whole(const std::string& path, std::size_t most = std::string::npos);
base::Result<std::string> read_whole(std::istream& in, const std::string& name, std::size_t most);

// Puts `bytes` in the place of the file, all or nothing; its mode stays. Error kind io.
base::Result<void> replace_file(const std::string& path, const std::string& bytes);

}  // namespace commands
