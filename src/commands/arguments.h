// A command line before CLI11 reads it.
//
// CLI11 takes "-tls" for "-t ls" and "--server=" for "--server" with the next word behind it;
// either sends mail where nobody wanted it. Here an option with one dash has one letter, and its
// value is the next word, or digits right behind it (-S2, -p587).
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace commands {

// "--name=" in two words, and swaks' `--h-Subject VALUE` as `--header "Subject: VALUE"`. What
// `codes` is to explain is kept_whole().
std::vector<std::string> spelled_out(const CLI::App& app, std::vector<std::string> words);

// CLI11 takes "[a, b]" apart where several words may stand; not with a blank behind it, which
// as_typed() takes off.
std::string kept_whole(std::string word);
std::string as_typed(std::string word);

// The first word is the command's name. Error kind usage: an option of several letters behind one
// dash, one that swaks calls so ("-tls: write --tls"), one whose value is missing, or followed by
// another option. No value is ever repeated in the text: it may be a password.
base::Result<void> check_arguments(const CLI::App& app, const std::vector<std::string>& words);

// What CLI11 did not know: "unknown option --servr, did you mean --server?". A word that is no
// option is named only when no login is asked for.
std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words,
                         const std::string& unknown);

}  // namespace commands
