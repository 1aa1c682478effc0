// JSON in a text: an object or array that somebody pasted, or that stands in a mail. Only
// codes/json* knows the library.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace codes {

inline constexpr std::size_t kMostJson = 2 << 20;

// Nothing for what is not JSON or larger than 2 MiB. What is nested more than 30 deep is left out;
// bytes that are not UTF-8, and surrogates that are alone, become U+FFFD.
std::optional<nlohmann::json> parse_json(std::string_view text);

// The first object or array in the text, brackets included; `text` is set to what follows it. Empty
// when there is none, or none that ends.
std::string_view take_json(std::string_view& text);

// Whether the first object or array in the text is well-formed up to the text's end, and not closed
// there: a download that broke off.
bool is_cut(std::string_view text);

// The same closed behind its last member that is complete; empty when there is none.
std::string closed_json(std::string_view text);

// The string of that name; empty when there is none.
std::string string_at(const nlohmann::json& object, std::string_view name);
// The first of these names that is a string with something in it, or a number.
std::string first_string(const nlohmann::json& object,
                         std::initializer_list<std::string_view> names);

}  // namespace codes
