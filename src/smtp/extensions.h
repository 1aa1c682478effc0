// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/reply.h"

namespace smtp {

struct Extension {
  std::string keyword;     // upper case
  std::string parameters;  // as sent, without the blank before
};

class Extensions {
 public:
  static constexpr std::size_t kMost = 100;  // further ones are dropped

  // From a 250 to EHLO or LHLO. The first line is the server's name, not a keyword. Several AUTH
  // lines, and the old "AUTH=" form, are united. Unknown keywords are kept.
  static Extensions parse(const Reply& reply);

  bool has(std::string_view keyword) const;  // any case
  // The parameters; nothing when the keyword is not offered.
  std::optional<std::string_view> parameters(std::string_view keyword) const;
  const std::vector<Extension>& all() const { return all_; }

  const std::vector<std::string>& auth_mechanisms() const { return auth_; }  // upper case, in order
  // The SIZE limit in bytes; nothing when there is none (RFC 1870: SIZE alone or SIZE 0).
  std::optional<std::uint64_t> size_limit() const;
  const std::string& server_name() const { return server_name_; }

 private:
  std::vector<Extension> all_;
  std::vector<std::string> auth_;
  std::string server_name_;
};

}  // namespace smtp
