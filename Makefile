PORT ?= 8080
BOT := .venv/bin/bot
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help run train test test-safety safety-case safety-checksums lint types bench bench-nlu ablation typos accuracy thresholds eval report check lock clean setup setup-test encoder adapter screenshots widget-size widget-speed widget-faults widget-mutations widget-types

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "make %-8s %s\n", $$1, $$2}'

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

run: setup ## set up, train if needed, serve the demo page (PORT=8391 for another port)
	@$(BOT) train --if-needed
	@$(BOT) serve --port $(PORT)

train: setup ## check the files and train a model
	@$(BOT) train

check: setup ## look for mistakes in clinic.yml, domain.yml and data/
	@$(BOT) check

test-safety: setup ## how well danger signs are noticed; fails where a target is missed (ALL=1, DEV=labelled file)
	@$(BOT) train --if-needed
	@.venv/bin/python -m bot.safety $(if $(ALL),--all) $(if $(DEV),--dev $(DEV))

safety-case: setup ## measure, and renew the figures in docs/safety-case.md
	@$(BOT) train --if-needed
	@.venv/bin/python -m bot.safety $(if $(ALL),--all) --write docs/safety-case.md

safety-checksums: setup ## record the fixed safety texts and thresholds anew, on purpose
	@.venv/bin/python -m bot.safety.checksums

test: setup-test ## set up, train if needed and run every test
	@$(BOT) train --if-needed
	@.venv/bin/python -m pytest -q -n 2 --dist loadfile

lint: setup-test ## ruff and mypy on our own packages
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

eval: setup ## measure on labelled messages: make eval FILE=path/to/messages.jsonl
	@$(BOT) eval $(FILE)

report: setup ## what is confused with what: reports/understanding.html, and rasa test nlu's own reports
	@$(BOT) train --if-needed
	@$(BOT) confusions tests/sets/*.jsonl --out reports/understanding.html
	@.venv/bin/python scripts/rasa_test_nlu.py reports/messages.yml
	@.venv/bin/rasa test nlu --model models/clinic.tar.gz --nlu reports/messages.yml --out reports >reports/rasa-test-nlu.log 2>&1 \
		|| { tail -5 reports/rasa-test-nlu.log; exit 1; }
	@echo "rasa test nlu: reports/intent_confusion_matrix.png, intent_histogram.png, intent_report.json"

bench: setup-test ## latency, throughput, training, memory, against stock Rasa
	@$(BOT) train --if-needed
	@.venv/bin/python -m bench

DATA ?= ../shared/bench
bench-nlu: setup ## the NLU on public intent benchmarks (DATA=folder with their files)
	@scripts/setup.sh base-encoder
	@.venv/bin/python -m bench.nlu --folder $(DATA)

ablation: setup ## what each part of the NLU brings (DATA=folder of the benchmarks, MEASURED=labelled file)
	@scripts/setup.sh base-encoder
	@.venv/bin/python -m bench.ablation --folder $(DATA) $(if $(MEASURED),--measured $(MEASURED))

typos: setup ## how much is understood of badly typed messages
	@$(BOT) train --if-needed
	@.venv/bin/python -m bench.typos

accuracy: setup ## what this NLU, stock Rasa and BM25 understand, side by side
	@.venv/bin/python -m bench --accuracy

thresholds: setup ## the curves from which the thresholds in config.yml were chosen
	@.venv/bin/python -m bench.thresholds

screenshots: setup-test ## pictures of the chat's states: docs/screenshots
	@$(BOT) train --if-needed
	@.venv/bin/python scripts/screenshots.py
	@.venv/bin/python scripts/staff_screenshots.py

widget-size: setup ## what the widget weighs as it is sent, against its budgets
	@.venv/bin/python -m bot.web.release

widget-speed: setup-test ## what the chat costs the page around it (Lighthouse) and how fast it is back after a reload
	@$(BOT) train --if-needed
	@cd widget && npm ci --silent --no-audit --no-fund
	@.venv/bin/python -m bench.host_page

widget-faults: setup-test ## 1,000 seeded conversations over a faulty network, each exactly once and in order
	@$(BOT) train --if-needed
	@WIDGET_FAULT_RUNS=1000 .venv/bin/python -m pytest -q tests/browser/test_faults.py

widget-mutations: setup-test ## whether the tests notice when a key line of the widget is wrong
	@$(BOT) train --if-needed
	@.venv/bin/python -m bench.widget_mutations

widget-types: ## the widget's JSDoc types and a linter (needs node and npm; nothing of it is served)
	@cd widget && npm ci --silent --no-audit --no-fund && npx --no-install tsc --project jsconfig.json \
		&& npx --no-install oxlint --deny-warnings .

encoder: ## build the sentence encoder again
	@rm -rf .cache/encoder
	@scripts/setup.sh run

adapter: ## learn the encoder's adapter anew (an hour; for maintainers)
	@scripts/setup.sh adapter
	@.cache/adapter/bin/python scripts/adapt_encoder.py
	@$(MAKE) encoder

lock: setup ## renew the locked requirements
	@scripts/lock.sh

clean: ## delete environment, caches and models
	@rm -rf .venv .cache .rasa models
