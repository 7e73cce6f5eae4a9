"""Words that tell talk from an enquiry, however much is named beside them: thanks, and work to be handed over."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.asking import asks, words

LONGEST_THANKS = 14  # words
THANKS = re.compile(
    r"\b(?:thanks?|thank (?:you|u|ye)|thankyou|thx|thnx|cheers|ta|ty|tysm|much (?:obliged|appreciated)|grateful"
    r"|appreciate (?:it|that|the|your)|nice one|(?:cleared|clears) (?:it|that|things) (?:all )?up"
    r"|(?:that|this|it)s? (?:really |so |all )?(?:helps|helped|answers it|makes sense now)"
    r"|answered my questions?)\b"
)
NO_THANKS = re.compile(r"\b(?:no|but|except|though|still|thanks for nothing|thanks to)\b")

_WORK = (
    r"(?:assig\w*|assingment|essays?|course ?work|home ?work|reflective (?:account|journal|log|piece|bit|statement)"
    r"|reflection|(?:learning |coaching )?(?:log|journal|diary)|submissions?|portfolio|dissertation|thesis|evidence"
    r"|write ?up|report|unit(?: \d+)?|case study|my (?:ilm|cmi|level \d|l\d|work|answers?)|criteri\w+ [\d.]+"
    r"|\d[\d,.]* ?k? ?words?|\w+ (?:hundred|thousand|k) words)"
)
_WRITE = (
    r"(?:write|writes|writing|wrote|written|do|does|doing|done|draft|drafts|complete|compose|prepare|produce|generate"
    r"|finish|ghost ?write|(?:knock|bash|churn|bang|crank|rattle|type|write) (?:(?:me|us) )?(?:\w+ )?(?:out|up|off)"
    r"|(?:knock|bash|churn|bang|crank|rattle|whip|rustle|cobble|throw|type|put|sort)(?: (?:me|us))?"
    r"(?: (?:out|up|off|together))?)"
)
_ASKED = r"(?:can|cud|could|will|would|wud|cn) (?:you|u|ya|yous)|(?:please|pls|plz|kindly|just|go on)"
_OTHER = (
    r"(?:someone|some ?one|somebody|some1|a (?:pro|professional|ghost ?writer|writer|company|firm"
    r"|site|website|service|mate|friend)|(?:my|a|the|me) (?:\w+ )?(?:mate|friend|pal|wife|husband|partner|son|daughter"
    r"|brother|sister|mum|dad|colleague|cousin|missus|girlfriend|boyfriend|assistant|pa|secretary)"
    r"|(?:an |the )?ai(?: tool| bot)?|chat ?gpt|gpt|copilot|gemini|claude|a (?:bot|robot|machine)|ghost ?writer)"
)
_MINE = r"(?:for me|on my behalf|in my place|instead of me|4 me)"
BY_US = re.compile(
    # "can you knock me out 1500 words on X", "please draft my reflective account", "write us an essay"
    rf"\b(?:{_ASKED}) (?:\w+ ){{0,2}}?{_WRITE} (?:\w+ ){{0,4}}?{_WORK}\b"
    rf"|^(?:\w+ ){{0,2}}?{_WRITE} (?:me|us) (?:\w+ ){{0,4}}?{_WORK}\b"
    rf"|\b(?:i|we)(?:ll| will| can| would| d)? pay (?:you|u) .{{0,30}}{_WRITE}\b"
)
BY_ANOTHER = re.compile(
    # "pay someone to do my assignment", "get AI to write it", "hire a ghostwriter"
    r"\b(?:pay\w*|hire|hiring|engage|commission|get|getting|got|have|having|find|ask|asking|let|use|using) "
    rf"(?:{_OTHER}|(?:any|some) ?(?:one|body)(?: else)?|people) "
    rf"(?:\w+ ){{0,2}}?{_WRITE} (?:\w+ ){{0,3}}?(?:{_WORK}|it|them|{_MINE})\b"
    r"|\b(?:hire|pay|paying|engage|find) (?:an? )?(?:ghost ?writer|(?:\w+ )?writers?)\b"
    # "could my mate write the essay", "is it ok if chatgpt does my unit", "my cousin will do my coursework"
    rf"|\b(?:can|could|cud|may|might|would|if|should) {_OTHER} (?:else )?(?:just )?{_WRITE} "
    rf"(?:\w+ ){{0,3}}?(?:{_WORK}|it {_MINE})\b"
    rf"|\b{_OTHER} (?:\w+ ){{0,2}}?(?:ll|hell|shell|will|can|could|would|offered to|said|says) "
    rf"(?:\w+ ){{0,2}}?{_WRITE} (?:my|me|our) (?:\w+ ){{0,2}}?{_WORK}\b"
    r"|\b(?:buy|buying|purchase|sell|sells|selling) (?:\w+ ){0,3}?(?:assignments?|essays?|coursework|course work)\b"
    rf"|\b(?:{_WORK}|it) (?:\w+ )?(?:written|done|completed|finished|drafted) (?:{_MINE}|by {_OTHER})\b"
)
_OTHERS = (
    r"(?:they|he|she|it|(?:the|a|my|your|their) (?:tutors?|centres?|colleges?|providers?|trainers?|assessors?|bod\w+))"
)
HELP_OF_OTHERS = re.compile(
    r"\b(?:help|support|assistance|backup|guidance) (?:\w+ ){0,2}?(?:do|does|did|will|would|can|could) "
    rf"{_OTHERS}\b"
    rf"|\b(?:do|does|will|would|can|could) {_OTHERS} (?:\w+ ){{0,3}}?(?:help|support|assist)\b"
    r"|\b(?:help|support|assistance) (?:\w+ ){0,2}?(?:from|off) (?:them|the (?:tutor|centre|college|provider)s?)\b"
)
KEPT_OF_ME = re.compile(
    r"\b(?:what|which|wot|wat|whatever|anything|owt|how much)\b(?: \w+){0,5}? "
    r"(?:got|have|hold|holding|held|know|knows|keep|kept|store|stored|saved|remember|recorded) (?:\w+ )?(?:on|about) me"
    r"(?: (?:now|still|so far|then|already|please|anymore|any more|at all))*$"
)
OF_WORK = re.compile(
    rf"\b(?:{_WORK}|writ\w*|wrote|ghost\w*|do (?:it|this|that|them)|{_MINE}|words?|pay|paid|answers?)\b"
)
DONE = re.compile(
    rf"\b(?:{_WRITE}|{_MINE}|ghost\w*|pay|paid|buy|help|give|get|need|want|make|send|finished|written|wrote)\b"
)
# Who asks how, why or whether it must be done asks about the work; who asks for a plan writes it himself.
OF_THE_WORK = re.compile(
    r"\b(?:how (?:do|should|shall|would|can|to)|why|what (?:happens|if)|do i|does it|without|rules?|plan|check"
    r"|read over|proof ?read|tidy|spelling|grammar|english|summar\w*|sum (?:it|that|this) up|explain\w*|tell me"
    r"|examples? of|help me|give me feedback)\b"
)


def thanks(text: str) -> bool:
    """Whether a message thanks and asks nothing: "ah brill cheers, that's cleared it up"."""
    joined = _joined(text)
    return (
        bool(THANKS.search(joined))
        and not NO_THANKS.search(joined)
        and len(joined.split()) <= LONGEST_THANKS
        and not asks(text)
    )


def help_of_others(text: str) -> bool:
    """Whether the help that others give is asked for ("what help do they give you"), none of ours."""
    return HELP_OF_OTHERS.search(_joined(text)) is not None


def asks_what_is_known(text: str) -> bool:
    """Whether somebody asks what is kept of them, to which they have a right: "so what have you got on me now"."""
    return KEPT_OF_ME.search(_joined(text)) is not None


def asks_us_to_write(text: str) -> bool:
    """Whether it may ask us to write somebody's work: "knock me out 1500 words". "You" may be anybody, too."""
    joined = _joined(text)
    return bool(BY_US.search(joined)) and not OF_THE_WORK.search(joined)


def speaks_of_work(text: str) -> bool:
    """Whether it names work to be handed in, and doing or writing it: without, no work is asked for."""
    joined = _joined(text)
    return OF_WORK.search(joined) is not None and DONE.search(joined) is not None


def asks_another_to_write(text: str) -> bool:
    """Whether somebody wants the work written by another: by a friend, for money, by a machine."""
    joined = _joined(text)
    return bool(BY_ANOTHER.search(joined)) and not OF_THE_WORK.search(joined)


@lru_cache(maxsize=8)  # a message and its question are looked at for one sign after the other
def _joined(text: str) -> str:
    return " ".join(words(text))
