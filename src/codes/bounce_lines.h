// Of the lines in which a mailer tells people that a message came back: which are its own, and
// which tell anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace codes {

inline constexpr std::size_t kMostDiagnostic = 4096;

// The part of the text that the mailer wrote itself: what stands before the copy of the original
// message.
std::string_view before_original(std::string_view text);

// Whether a line tells nothing about the reason.
bool is_empty_talk(std::string_view line);

// As a line of its own, without the blanks around it; not over kMostDiagnostic.
void append_line(std::string& text, std::string_view line);

}  // namespace codes
