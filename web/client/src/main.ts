/** What every page has: keys, suggestions, popovers, printing, and an answer sentence that fits its line. */

import { watchAnswers } from "./lib/answer";
import { listenToKeys } from "./lib/keys";
import { closePopovers } from "./lib/popovers";
import { offerPrinting } from "./lib/print";
import { suggestWhileTyping } from "./lib/suggest";

document.documentElement.classList.add("scripts"); // what only scripts fill has its place
watchAnswers();
listenToKeys();
offerPrinting();
suggestWhileTyping();
document.addEventListener("click", (event) => closePopovers(event.target as Node));
