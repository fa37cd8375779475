"""tantivy over the concepts of corpus.py, for scale.py: `tantivy_yardstick.py CONCEPTS QUERIES SEED FOLDER` prints JSON.

The weights of fields are what served it best of (10, 8, 8, 5, 3, 1), (3, 3, 3, 2, 1.5, 1) and these. What finds nothing is asked again with
one slip allowed in titles and aliases. Of ten results the texts are read that a look-up shows.
"""

import json
import pathlib
import shutil
import sys
import tempfile
import time

import tantivy

from corpus import Corpus
from daemon import held_bytes
from scale import ask_all

BOOSTS = {"title": 2, "aliases": 2, "symbols": 2, "asked": 1.5, "summary": 1.2, "body": 1}


def main():
    count, each, seed, folder = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    corpus = Corpus(seed)
    before = held_bytes()
    place = tempfile.mkdtemp(prefix="tantivy-", dir=folder)
    try:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in BOOSTS:
            builder.add_text_field(field, stored=field in ("title", "aliases", "summary"), tokenizer_name="en_stem")
        index = tantivy.Index(builder.build(), path=place)
        seconds = worked = 0.0
        writer = index.writer()
        for start in range(0, count, 5000):
            concepts = [corpus.concept(number) for number in range(start, min(start + 5000, count))]
            begin, used = time.perf_counter(), time.process_time()
            for concept in concepts:
                writer.add_document(tantivy.Document(
                    id=concept["id"], title=concept["title"], aliases="\n".join(concept["aliases"]),
                    symbols="\n".join(concept["symbols"]), asked="\n".join(concept["asked"]), summary=concept["summary"],
                    body="\n".join([concept["why"], *concept["pitfalls"]])))
            seconds += time.perf_counter() - begin
            worked += time.process_time() - used
        begin, used = time.perf_counter(), time.process_time()
        writer.commit()
        writer.wait_merging_threads()
        seconds += time.perf_counter() - begin
        worked += time.process_time() - used
        peak = held_bytes()["VmHWM"] - before["VmRSS"]
        index.reload()
        searcher = index.searcher()
        fields = list(BOOSTS)

        def ask(text):
            query, _ = index.parse_query_lenient(text, fields, field_boosts=BOOSTS)
            hits = searcher.search(query, 10, count=False).hits
            if not hits:
                query, _ = index.parse_query_lenient(
                    text, ["title", "aliases"], fuzzy_fields={"title": (False, 1, True), "aliases": (False, 1, True)})
                hits = searcher.search(query, 10, count=False).hits
            return [searcher.doc(address)["id"][0] for _, address in hits]

        ask_all(ask, corpus.queries(count, max(each // 10, 5), salt="warm"))
        kinds = ask_all(ask, corpus.queries(count, each))
        size = sum(path.stat().st_size for path in pathlib.Path(place).rglob("*"))
        after = held_bytes()
        memory = [after["VmRSS"] - before["VmRSS"], after["RssAnon"] - before["RssAnon"]]
        print(json.dumps({"index seconds": seconds, "processor seconds": worked, "bytes": size, "peak": peak, "memory": memory, "kinds": kinds}))
    finally:
        shutil.rmtree(place)


main()
