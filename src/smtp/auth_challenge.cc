#include "smtp/auth_challenge.h"

#include <fmt/format.h>

#include "base/little_endian.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::little_endian;
using base::Stage;

constexpr std::size_t kMostErrorShown = 100;

bool asks_too_many_iterations(std::string_view challenge) {
  for (const std::string_view attribute : base::split(challenge, ','))
    if (attribute.starts_with("i=") &&
        !base::parse_number(attribute.substr(2), kMostScramIterations))
      return true;
  return false;
}

// [MS-NLMP] section 2.2.1.2. The target name is the one field that libntlm follows by its offset;
// Exim gives an empty one an offset far behind the end.
constexpr std::size_t kNameLengthAt = 12, kNameOffsetAt = 16;

bool is_ntlm_challenge(std::string_view bytes) {
  constexpr std::size_t kTypeAt = 8, kFixedPart = 32;
  if (bytes.size() < kFixedPart || !bytes.starts_with(std::string_view("NTLMSSP\0", 8)))
    return false;
  const std::size_t length = little_endian(bytes, kNameLengthAt, 2);
  const std::size_t offset = little_endian(bytes, kNameOffsetAt, 4);
  const bool inside = offset <= bytes.size() && length <= bytes.size() - offset;
  return little_endian(bytes, kTypeAt, 4) == 2 && length % 2 == 0 && (length == 0 || inside);
}

// libgsasl copies the challenge into a struct of this size and reads all of it.
std::string padded_for_ntlm(std::string_view challenge) {
  constexpr std::size_t kNtlmStruct = 48 + 1024;
  std::string padded(challenge);
  if (little_endian(padded, kNameLengthAt, 2) == 0) padded.replace(kNameOffsetAt, 4, 4, '\0');
  if (padded.size() < kNtlmStruct) padded.resize(kNtlmStruct, '\0');
  return padded;
}

}  // namespace

tl::unexpected<base::Error> given_up(const Mechanism& mechanism, std::string_view cause) {
  return base::fail(ErrorKind::auth, Stage::auth,
                    fmt::format("AUTH {}: {}; login given up", mechanism.name, cause));
}

std::string scram_error(std::string_view challenge) {
  if (!challenge.starts_with("e=")) return "";
  return base::printable(base::split(challenge, ',').front().substr(2, kMostErrorShown));
}

base::Result<std::string> sound_challenge(const Mechanism& mechanism, bool first,
                                          std::string_view challenge) {
  if (is_scram(mechanism)) {
    if (const std::string error = scram_error(challenge); !error.empty())
      return given_up(mechanism, "the server ended it with the error " + error);
    if (asks_too_many_iterations(challenge))
      return given_up(mechanism,
                      fmt::format("the server asks for more than {} iterations of the hash",
                                  base::show_count(kMostScramIterations)));
  }
  if (mechanism.name == "NTLM" && !first) {
    if (!is_ntlm_challenge(challenge))
      return given_up(mechanism, "the server's challenge is not one of this mechanism");
    return padded_for_ntlm(challenge);
  }
  if (first && challenge.empty() && mechanism.name.ends_with("-MD5"))
    return given_up(mechanism, "the server's challenge is empty");
  return std::string(challenge);
}

}  // namespace smtp
