// A word that nothing else holds: what makes a Message-ID and the boundaries of a message unique.
#pragma once

#include <string>
#include <string_view>

#include "message/date.h"

namespace message {

// "20261122013436.1a2b3c4d5e6f7a8b": the time (UTC) and 64 random bits. Always as long as this.
std::string make_unique_word(Moment now);

// The first such word in `text`; empty when there is none.
std::string_view find_unique_word(std::string_view text);

}  // namespace message
