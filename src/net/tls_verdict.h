// What is wrong with a chain of certificates.
#pragma once

#include <string>
#include <vector>

namespace net {

enum class ChainFault {
  expired,
  not_yet_valid,
  self_signed,     // the server's own certificate
  issuer_missing,  // neither sent nor trusted: an intermediate is left out, or the CA is private
  root_untrusted,  // the chain ends in a root that is not trusted here
  not_for_servers,
  weak,  // a key or hash of less than 112 bits
  other,
};

struct NamedFault {
  ChainFault kind = ChainFault::other;
  std::string reason, fix;
  std::string words;  // both in one, plain
};

struct Verdict {
  bool chain_trusted = false;
  bool name_matched = false;
  // Why the chain is not trusted, and why the name does not match; plain words, with the fix.
  std::string chain_trouble, name_trouble;
  std::vector<NamedFault> faults{};       // those of chain_trouble, in its order
  std::string name_reason{}, name_fix{};  // the two halves of name_trouble

  std::string trouble() const;  // both, separated by "; "
};

}  // namespace net
