// ~/.netrc, as ftp, curl and msmtp read it: who logs in where, with which password.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace commands {

struct NetrcEntry {
  std::string login;
  base::Secret password;
};

// The entry for `machine`, or the default one. With `login`, only an entry of that login (or of
// none) counts. Unknown words are passed over, as by every other reader of this file; a macdef ends
// at an empty line. Error kind parse when a quoted word has no end: half of a password is none.
base::Result<std::optional<NetrcEntry>> find_in_netrc(std::string_view text,
                                                      std::string_view machine,
                                                      std::string_view login);

}  // namespace commands
