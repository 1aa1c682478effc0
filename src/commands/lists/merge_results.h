// Joins the results of several runs, as of many machines that each did a part of a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/env.h"
#include "commands/exit.h"

namespace commands {

// Prints each target of `files` once, in the order of the files: from the first file that has it
// without an error, else from the first that has it. What a killed run left unfinished at the end
// of a file is passed over, and told. Each file is read twice; 50 bytes of memory for each target.
// `command` is who wrote them, and stands in complaints.
Exit merge_results(const std::vector<std::string>& files, std::string_view command, Env& env);

}  // namespace commands
