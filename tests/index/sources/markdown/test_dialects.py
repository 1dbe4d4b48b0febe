"""Dialects of Markdown and template tags: instructions go, what a reader sees stays, code is not touched."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trouvere.index.sources.markdown.jsx import without_jsx
from trouvere.index.sources.markdown.reader import plain_text
from trouvere.index.sources.markdown.templates import without_templates
from trouvere.index.sources.records.fields import FieldFault


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        # Kramdown, of Jekyll
        ("{:.lead}\nLe pont.<!--more-->", "Le pont."),
        ("![Le pont](/a.jpg){: .centre width=\"400\"}", "Le pont"),
        ("Un [plan](/a.pdf){:target=\"_blank\" rel='x'} ici.", "Un plan ici."),
        ("## Horaires {#horaires}\n\nTexte", "Horaires\n\nTexte"),
        ("## Titre\n{: .no_toc }\n\nTexte {: .a #b }", "Titre\n\nTexte"),
        ("Un *mot*{: .rouge} rouge.\n{: #fin .a data-x=\"1\"}", "Un mot rouge."),
        ("* TOC\n{:toc}\n\nTexte", "Texte"),
        ("1. Sommaire\n{:toc .a}\n\nTexte", "Texte"),
        ("*[RN]: route nationale\nLa RN 7.", "La RN 7."),
        ("Le coût : $$ 3 \\times 10^6 $$ euros.", "Le coût : 3 \\times 10^6 euros."),
        ("{::comment}\nnon\n{:/comment}\n\nTexte {::nomarkdown}a{:/}", "Texte a"),
        ("{::options toc_levels=\"2\" /}\n\nTexte", "Texte"),
        # Python-Markdown, of Pelican and MkDocs
        ("[TOC]\n\nTexte", "Texte"),
        ("[[toc]]\n\n[[_TOC_]]\n\nTexte", "Texte"),
        ("## Titre { .a #b }\n\nTexte", "Titre\n\nTexte"),
        ("[Lien](x){ .md-button .md-button--primary }", "Lien"),
        ("![a](b){ width=50% loading=lazy }", "a"),
        ("[plan]({static}/plan.pdf) et [a]({filename}a.md)", "plan et a"),
        ('!!! note "Attention"\n    Le pont **reste** étroit.\n\n    - un\n\nSuite', "Attention\n\nLe pont reste étroit.\n\nun\n\nSuite"),
        ("??? tip\n    Passez par le quai.", "Passez par le quai."),
        ('???+ tip inline end "Titre"\n\n\tContenu\nSuite', "Titre\n\nContenu\n\nSuite"),
        ('!!! note ""\n    Contenu', "Contenu"),
        ('!!! a "A"\n    Un\n    !!! b "B"\n        Deux\n    Trois\nQuatre', "A\n\nUn\n\nB\n\nDeux\n\nTrois\n\nQuatre"),
        ('- un\n\n    !!! note "T"\n        contenu\n\n- deux', "un\n\nT\n\ncontenu\n\ndeux"),
        ("!!! Attention au départ\nTexte", "!!! Attention au départ Texte"),
        ("??? Pourquoi ???", "??? Pourquoi ???"),
        ('=== "Un"\n\n    Texte un\n\n=== "Deux"\n\n    Texte deux', "Un\n\nTexte un\n\nDeux\n\nTexte deux"),
        ('--8<-- "a.md"\n\nTexte\n\n--8<--\nb.md\nc.md\n--8<--\n\nSuite', "Texte\n\nSuite"),
        ("++ctrl+alt+del++, ==vu==, ^^souligné^^, H~2~O, le 1^er^ mars", "ctrl+alt+del, vu, souligné, H2O, le 1er mars"),
        ("{++ajouté++} {--ôté--} {~~ancien~>nouveau~~} {==vu==}{>>note<<} fin", "ajouté nouveau vu fin"),
        ("Texte :smile: et :+1: :material-account:{ .lg } fin", "Texte et fin"),
        ("Pont\n:   Ouvrage **d’art**.\n\n    Second.\n\nSuite", "Pont\nOuvrage d’art.\n\nSecond.\n\nSuite"),
        # GitHub, Obsidian
        ("- [x] fait\n- [ ] à faire", "fait\nà faire"),
        ("> [!NOTE]\n> Utile.", "Utile."),
        ("> [!warning]- Attention\n> Le pont", "Attention\n\nLe pont"),
        ("[[Page|le texte]], [[Autre page]] ![[a.png|300]]![[Note]]![[p.jpg|La photo]]", "le texte, Autre page La photo"),
        ("Le %%non%% pont.\n\n%%\nnon\n%%\n\nSuite", "Le pont.\n\nSuite"),
        ("Un alinéa. ^abc123", "Un alinéa."),
        # Docusaurus, VitePress, Pandoc, Quarto, MyST
        (":::note Titre\nContenu\n:::\nSuite", "Titre\n\nContenu\n\nSuite"),
        (":::tip[Mon titre]{.a}\n\nContenu\n\n:::", "Mon titre\n\nContenu"),
        ("::: {.callout-note title=\"Titre\"}\nContenu\n:::", "Titre\n\nContenu"),
        (":::: a\n::: b\nContenu\n:::\n::::", "Contenu"),
        (":::{note} Titre\n:class: tip\nContenu\n:::", "Titre\n\nContenu"),
        ("```{warning} Titre\n:class: a\nContenu **gras**\n```", "Titre\n\nContenu gras"),
        ("```{figure} a.png\n:width: 200px\nLa **légende**\n```", "La légende"),
        ("```{toctree}\na\nb\n```\n\nTexte", "Texte"),
        ("```{code-block} python\n:linenos:\nx = 1\n```", "x = 1"),
        ("Un [mot]{.smallcaps}. {ref}`texte <cible>`, {term}`mot`. :kbd[Ctrl]", "Un mot. texte, mot. Ctrl"),
        ("# Titre {-}\n\n\\newpage\n\nTexte", "Titre|Texte"),
        ("import A from '@theme/A';\nimport \"b.css\"\n\nTexte\n\nexport const a = 1", "Texte"),
        ("<<< @/a.js\n\nTexte", "Texte"),
        # Prose that looks like one of these
        ("À 12:30:45, a : b ; http://x.example:80/a:b:c", "À 12:30:45, a : b ; http://x.example:80/a:b:c"),
        ("Prix : 3 $ et 5 $ ; entre 5$ et 10$ par *mois*", "Prix : 3 $ et 5 $ ; entre 5$ et 10$ par mois"),
        ("Si a == b, C++ et i++, {a, b}, 2^10, ~3 km, 100 %% sûr", "Si a == b, C++ et i++, {a, b}, 2^10, ~3 km, 100 %% sûr"),
        ("Voir [[1]](https://x.example) et [1][2]", "Voir [1] et [1][2]"),
        ("Soit $a_1 + b_1 = c$ vrai", "Soit $a_1 + b_1 = c$ vrai"),
        ("Voir :: deux", "Voir :: deux"),
        # Code
        ("`{{< a >}}`, `:smile:`, `==a==`, ``{: `b` }``", "{{< a >}}, :smile:, ==a==, {: `b` }"),
        ("```\n[TOC]\n!!! note\n{{ a }}\n{% b %}\n:::\n- [ ] c\n```", "[TOC]\n!!! note\n{{ a }}\n{% b %}\n:::\n- [ ] c"),
        ("~~~ md\n{{< a >}}\n~~~\n{{< a >}}", "{{< a >}}"),
        ("Un\n\n    {{ code }}\n    [TOC]\n\nDeux", "Un\n\n{{ code }}\n[TOC]\n\nDeux"),
        ("> ```\n> {{ a }}\n> ```\n\n- a\n\n  ```\n  {{ b }}\n  ```", "{{ a }}\n\na\n\n{{ b }}"),
    ],
)  # fmt: skip
def test_marks_of_dialects(markdown: str, expected: str) -> None:
    assert "|".join(filter(None, plain_text(markdown))) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Un [plan]({{ site.baseurl }}/plan.pdf), [ici]({% post_url 2021-05-01-a %}), [là]({{< ref \"a b.md\" >}}).", "Un plan, ici, là."),
        ("Le pont, dit {{ page.author }}.", "Le pont, dit."),
        ("![La mer]({{ '/a b.jpg' | relative_url }})", "La mer"),
        ("Le [plan].\n\n[plan]: {{ site.url }}\n\nSuite", "Le plan.\n\nSuite"),
        ("{% highlight ruby %}\nputs \"{{ a }}\" *b*\n{% endhighlight %}", "puts \"{{ a }}\" *b*"),
        ("{{< highlight go \"linenos=table\" >}}\nx := {{ 1 }}\n{{< /highlight >}}", "x := {{ 1 }}"),
        ("{% raw %}Écrivez {{ page.title }}.{% endraw %}", "Écrivez {{ page.title }}."),
        ("Un{% comment %}\n\nnon {{ a }}\n\n{% endcomment %} deux", "Un deux"),
        ("{{< comment >}}non{{< /comment >}}Un {# non #}{{/* non */}}", "Un"),
        ("{% include figure.html src=\"/a.jpg\" caption=\"Le « pont »\" alt=\"Vu\" %}", "Le « pont »"),
        ("{%- include image.html alt='Le quai' -%}", "Le quai"),
        ("{% assign title = \"non\" %}{% if a %}Un{% else %}Deux{% endif %}", "UnDeux"),
        ("{{< figure src=\"a.jpg\" title=\"La nuit\" caption=\"Vue de nuit\" >}}", "La nuit\n\nVue de nuit"),
        ("Fermé. {{< figure src=\"a.jpg\" caption=\"L'été de \\\"Paul\\\"\" >}} Suite", "Fermé.\n\nL'été de \"Paul\"\n\nSuite"),
        ("{{< figure\n  src=\"a.jpg\"\n  caption=`Vue **de nuit**`\n>}}", "Vue de nuit"),
        ("{{< notice warning >}}\nTravaux **lourds**.\n{{< /notice >}}", "Travaux lourds."),
        ("{{% alerte %}}Passage interdit.{{% /alerte %}}", "Passage interdit."),
        ("{{% notice info \"Un titre\" %}}\nCorps\n{{% /notice %}}", "Un titre\n\nCorps"),
        ("{{< details \"Voir la suite\" >}}\nCorps\n{{< /details >}}", "Voir la suite\n\nCorps"),
        ("{{< tabs >}}{{< tab \"Linux\" >}}Corps{{< /tab >}}{{< /tabs >}}", "Linux\n\nCorps"),
        ("{{< quote author=\"Hugo\" >}}Citation{{< /quote >}}", "Hugo\n\nCitation"),
        ("{% blockquote Victor Hugo, Les Misérables https://x.example %}\nCitation\n{% endblockquote %}", "Victor Hugo, Les Misérables\n\nCitation"),
        ("{% asset_img a.jpg \"Le pont\" %}", "Le pont"),
        ("{% hint style=\"info\" %}\nCorps\n{% endhint %}", "Corps"),
        ("{{< youtube id=\"a\" title=\"non\" >}}\n\n{{< tweet user=\"a\" id=1 >}}Texte", "Texte"),
        ("{{< mermaid >}}\ngraph TD\n{{< /mermaid >}}", "graph TD"),
        ("Écrivez {{</* figure src=\"a\" */>}}.", "Écrivez {{< figure src=\"a\" >}}."),
        ("| a | b |\n| - | - |\n| {{< icon x >}} c | {{< f caption=\"d\" >}} |", "a | b\nc | d"),
        ("- a {{< f caption=\"x\" >}}\n- b", "a x\nb"),
        ("Une accolade {{ sans fin, et {% une autre", "Une accolade {{ sans fin, et {% une autre"),
        ("La fraction $x_{{a}}$", "La fraction $x_{{a}}$"),
    ],
)  # fmt: skip
def test_templates(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == ("", expected)


WORDS = st.lists(st.text("abcdéœ’ç", min_size=1, max_size=8), min_size=1, max_size=5).map(" ".join)
MARKED = (
    "{}",
    "## {} {{#id .a}}",
    "{{: .lead}}\n{}",
    '!!! note "{}"\n    fin',
    "??? tip\n\n    {}",
    ":::note {}\n\n:::",
    "::: a\n{}\n:::",
    "```{{note}} {}\n```",
    "> [!NOTE] {}\n> fin",
    "- [x] {}",
    "=={}==",
    "^^{}^^",
    "++{}++",
    "[{}]{{.a}}",
    "[[Page|{}]]",
    "[{}]({{{{ a }}}}/b)",
    "{{{{< a >}}}}{}{{{{< /a >}}}}",
    '{{{{< figure caption="{}" >}}}}',
    "{{% if a %}}{}{{% endif %}}",
    "{{% raw %}}{}{{% endraw %}}",
    "{{% highlight a %}}\n{}\n{{% endhighlight %}}",
    "```\n{}\n```",
    '=== "{}"\n\n    fin',
    "fin\n: {}",
)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.sampled_from(MARKED)), max_size=8))
def test_the_words_of_dialects_survive(parts: list[tuple[str, str]]) -> None:
    _, text = plain_text("\n\n".join(block.format(words) for words, block in parts))
    wanted = " ".join(words for words, _ in parts).split()
    assert [word for word in text.split() if word != "fin"] == [word for word in wanted if word != "fin"]


SIGNS = "{}%<>:!?=+~^$[]()|`#.-*\"'/\\ \n\nab"


@settings(deadline=None)
@given(st.text(st.sampled_from(SIGNS), max_size=80))
def test_any_text_is_acceptable(text: str) -> None:
    plain_text(text)
    plain_text(without_jsx(text))
    assert set(without_templates(text)) <= set(text) | set("~&lt;gt\n#`")


UNENDED = ("{: ", "{.a ", '{a="', "{++", "{~~a~>", "[[a|", "[a]{", ":a[", "==a ", "++a+", "a^", "$a=", "{{< a ", "{% raw %}",
           "{{< highlight >}}", "{% comment %}`", "\n!!! note\n    a", "\n::: a\n", "\n```{note}\n", "\n%%\n", "\na\n: b\n",
           "\n- [ ] ", "\n--8<--\n", "<X {", '<X "', "\n> [!a|", "\n" + " " * 30 + "!!! a\n", "{a}`", "![[a")  # fmt: skip


@pytest.mark.parametrize("unit", UNENDED)
def test_marks_without_end(unit: str) -> None:
    """Ten thousand beginnings without an end take the time of one look at each."""
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    try:
        plain_text(text)
        plain_text(without_jsx(text))
    except FieldFault:
        pass
    assert time.process_time() - started < 10
