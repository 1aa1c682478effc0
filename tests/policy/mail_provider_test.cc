#include "policy/mail_provider.h"

#include <doctest/doctest.h>

using policy::mail_provider;

TEST_CASE("a mail host tells its provider by its name") {
  CHECK(mail_provider("aspmx.l.google.com") == "Google Workspace");
  CHECK(mail_provider("alt1.gmail-smtp-in.l.google.com") == "Gmail");
  CHECK(mail_provider("example-com.mail.protection.outlook.com") == "Microsoft 365");
  CHECK(mail_provider("mx.example.com") == "");
  CHECK(mail_provider("notyahoodns.net") == "");
}

TEST_CASE("a machine that a provider lets is nobody's but its tenant's") {
  for (const char* rented :
       {"ec2-8-8-8-8.compute-1.amazonaws.com", "ec2-8-8-8-8.eu-west-1.compute.amazonaws.com",
        "vps-1234.vps.ovh.net", "ns1234.ovh.net", "s1234.kundenserver.de",
        "ip-8-8-8-8.ip.secureserver.net", "8.8.8.8.host.secureserver.net", "xvm-8-8.dc0.gandi.net",
        "ov-1234.infomaniak.ch", "s1234.ionos.com", "mx.s1234.kundenserver.de"})
    CHECK_MESSAGE(mail_provider(rented) == "", rented);
  CHECK(mail_provider("inbound-smtp.eu-west-1.amazonaws.com") == "Amazon SES");
  CHECK(mail_provider("mx1.mail.ovh.net") == "OVHcloud");
  CHECK(mail_provider("mx0.ovh.net") == "OVHcloud");
  CHECK(mail_provider("mx00.kundenserver.de") == "IONOS");
  CHECK(mail_provider("mx01.ionos.de") == "IONOS");
  CHECK(mail_provider("smtp.secureserver.net") == "GoDaddy");
  CHECK(mail_provider("mailstore1.europe.secureserver.net") == "GoDaddy");
  CHECK(mail_provider("spool.mail.gandi.net") == "Gandi");
  CHECK(mail_provider("mta-gw.infomaniak.ch") == "Infomaniak");
  CHECK(mail_provider("aspmx3.googlemail.com") == "Google Workspace");
}

TEST_CASE("a provider's SPF record is known where it tells its customers one") {
  CHECK(policy::provider_spf("Google Workspace") == "_spf.google.com");
  CHECK(policy::provider_spf("Microsoft 365") == "spf.protection.outlook.com");
  CHECK(policy::provider_spf("Proofpoint") == "");
  CHECK(policy::provider_spf("") == "");
}
