from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

Ask: TypeAlias = Callable[..., dict[str, Any]]


def test_the_shipped_network_says_plainly_what_can_be_said_of_state_and_local_authorities(ask: Ask) -> None:
    found = ask("""{
      silos {
        by asOf revision totalPairs undated
        externalInternal { value expected pValue n method seed }
        findings(first: 30) {
          code severity title(language: FR) detail(language: FR) advice
          actors { name } groups { key } figures { value expected }
        }
        pairs(first: 50) {
          a { key label size } b { key } observed expected ratio pValue qValue verdict brokers(first: 5) { name }
        }
        groups { group { key } internal external verdict }
        cutpoints(first: 3) { actor { name } tie { id } separates }
        isolates(first: 2) { totalCount nodes { name } }
      }
    }""")["silos"]
    assert (found["by"], found["totalPairs"]) == ("SPHERE", 15)
    assert found["externalInternal"]["pValue"] > 0.05
    assert "UNDER_CONNECTED" not in {pair["verdict"] for pair in found["pairs"]}
    (bridged,) = (pair for pair in found["pairs"] if {pair["a"]["key"], pair["b"]["key"]} == {"STATE", "LOCAL"})
    assert bridged["verdict"] == "AS_EXPECTED"
    assert bridged["observed"] < bridged["expected"]
    assert {"LaBase", "Ti Lab", "Lab'EST"} <= {each["name"] for each in bridged["brokers"]}
    told = {each["code"]: each for each in found["findings"]}
    assert "pair.under-connected" not in told
    assert "218 travaux" in told["pairs.cannot-tell"]["detail"]
    assert any(
        {group["key"] for group in each["groups"]} == {"STATE", "LOCAL"} and "LaBase" in each["detail"]
        for each in found["findings"]
    )
    hubs = {each["actor"]["name"] for each in found["cutpoints"] if each["actor"]}
    assert not hubs & {"Secrétariat général pour la modernisation de l'action publique", "Caisse des Dépôts"}


def test_mixing_tells_the_same_pairs_as_the_report_on_silos(ask: Ask) -> None:
    fields = "pairs { a { key } b { key } observed expected verdict } totalPairs undated assortativity { value n }"
    found = ask(f"{{ mixing {{ {fields} unit method groups {{ verdict }} }} silos {{ {fields} }} }}")
    assert {key: found["mixing"][key] for key in found["silos"]} == found["silos"]
    assert (found["mixing"]["unit"], found["mixing"]["method"]) == ("JOINT_WORK", "SWAPS")


def test_scopes_days_and_groupings_are_followed(ask: Ask) -> None:
    found = ask("""{
      past: silos(asOf: "2015-06-01") { asOf externalInternal { n } }
      bretagne: silos(by: KIND, scope: { territory: "region:53" }) { groups { group { key label(language: EN) size } } }
      regions: mixing(by: REGION) { groups { group { key label } } }
      bodies: mixing(by: ADMINISTRATION) { groups(first: 1) { group { label } } }
      themes: mixing(by: THEME) { groups(first: 1) { group { key label } } }
    }""")
    assert found["past"]["asOf"] == "2015-06-01"
    assert {group["group"]["label"] for group in found["bretagne"]["groups"]} >= {"State service", "local authority"}
    assert "Bretagne" in {group["group"]["label"] for group in found["regions"]["groups"]}
    assert found["bodies"]["groups"][0]["group"]["label"]
    assert found["themes"]["groups"][0]["group"]["label"] != found["themes"]["groups"][0]["group"]["key"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("silos(falseDiscoveryRate: 0) { revision }", "falseDiscoveryRate: 0 is not between 0 and 1"),
        ("silos(falseDiscoveryRate: 1.5) { revision }", "falseDiscoveryRate: 1.5 is not between 0 and 1"),
        ("silos(seed: -1) { revision }", "seed: -1 is less than 0"),
        ("mixing(seed: -1) { unit }", "seed: -1 is less than 0"),
        ("mixing { groups(first: 0) { internal } }", "first: 0 is less than 1"),
        ("silos { findings(first: 101) { code } }", "first: 101 is more than 100"),
        ('mixing(scope: { theme: "nothing" }) { unit }', "'nothing' is not a theme"),
    ],
)
def test_what_cannot_be_asked_is_refused(body: Ask, question: str, told: str) -> None:
    (error,) = body(f"{{ {question} }}")["errors"]
    assert told in error["message"]
    assert error["extensions"]["code"] in ("BAD_INPUT", "TOO_MUCH")
