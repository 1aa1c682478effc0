// A DKIM public key as it is published (RFC 6376 section 3.6.1, RFC 8463, RFC 8301). Asks nobody.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/tag_list.h"

namespace policy {

enum class DkimKeyType { rsa, ed25519 };
std::string_view dkim_key_type_name(DkimKeyType type);

struct DkimKey {
  DkimKeyType type = DkimKeyType::rsa;
  unsigned bits = 0;                  // of the RSA modulus, or 256; 0 when revoked
  bool revoked = false;               // p= is empty
  bool testing = false;               // t=y: a bad signature counts like none
  bool same_domain_only = false;      // t=s: i= must be exactly d=
  std::vector<std::string> hashes;    // h=; empty: all
  std::vector<std::string> services;  // s=; empty: all
  std::string notes;                  // n=
  std::string public_key;             // raw bytes of p=
  std::vector<TagMeaning> meanings;
  std::vector<Finding> findings;
};

// True for a TXT record that means to be a key: it has p=, or begins with v=DKIM1.
bool is_dkim_key(std::string_view text);

// `text` is what stands at SELECTOR._domainkey.DOMAIN.
Parsed<DkimKey> parse_dkim_key(std::string_view text);

std::string dkim_key_name(std::string_view selector, std::string_view domain);

// Selectors that are worth a look when nobody names one, with who uses them.
struct DkimSelector {
  std::string_view name;
  std::string_view used_by;
};
std::span<const DkimSelector> common_dkim_selectors();

// Bits of the modulus in a DER RSAPublicKey or SubjectPublicKeyInfo; 0 when it is neither.
unsigned rsa_modulus_bits(std::string_view der);
// How many bytes a DER value says that it has, however many are there; 0 when it is none.
std::size_t der_size(std::string_view der);

}  // namespace policy
