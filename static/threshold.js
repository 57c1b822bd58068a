// Every page works without this file; it brings the design system's small comforts.
import { initAll } from "./wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js";
import "./drafts.js";
import "./kept.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
