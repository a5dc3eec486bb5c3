"""Graphs in other forms: arrays, dictionaries, files, pictures, pickles; and what is read back from them."""

from __future__ import annotations

import copy
import io
import json
import pickle
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, TypeAlias

import networkx as nx
import pytest

Call: TypeAlias = Callable[[Any, Any], Any]
Write: TypeAlias = Callable[[Any, io.BytesIO], None]


def written(write: Write) -> Call:
    def call(graph: Any, _: Any) -> bytes:
        file = io.BytesIO()
        write(graph, file)
        return file.getvalue()

    return call


def read_back(write: Write, read: Callable[[io.BytesIO], Any]) -> Call:
    return lambda graph, who: read(io.BytesIO(written(write)(graph, who)))


def pickled(graph: Any) -> Any:
    return pickle.loads(pickle.dumps(graph))  # noqa: S301 - just made


def texts(graph: Any) -> Any:
    """Give a plain graph of the same ties whose labels are numbers, as some formats want them."""
    return nx.convert_node_labels_to_integers(graph)


ARRAYS: dict[str, Call] = {
    "numpy": lambda g, _: nx.to_numpy_array(g),
    "numpy of some": lambda g, who: nx.to_numpy_array(g, nodelist=who.few, weight="amount", nonedge=-1.0),
    "numpy by the strongest": lambda g, _: nx.to_numpy_array(g, multigraph_weight=max),
    "from numpy": lambda g, _: nx.from_numpy_array(nx.to_numpy_array(g), create_using=g.__class__),
    "scipy": lambda g, _: nx.to_scipy_sparse_array(g),
    "scipy of some": lambda g, who: nx.to_scipy_sparse_array(g, nodelist=who.few, weight=None, format="csc"),
    "from scipy": lambda g, _: nx.from_scipy_sparse_array(nx.to_scipy_sparse_array(g), create_using=g.__class__),
    "adjacency matrix": lambda g, _: nx.adjacency_matrix(g),
    "incidence matrix": lambda g, _: nx.incidence_matrix(g, oriented=True),
    "laplacian": lambda g, _: nx.laplacian_matrix(g),
    "laplacian normalised": lambda g, _: nx.normalized_laplacian_matrix(nx.Graph(g)),
    "directed laplacian": lambda g, _: nx.directed_laplacian_matrix(nx.DiGraph(g)),
    "modularity matrix": lambda g, _: nx.modularity_matrix(nx.Graph(g)),
    "bethe-hessian": lambda g, _: nx.bethe_hessian_matrix(g),
    "attribute matrix": lambda g, _: nx.attr_matrix(g, node_attr="kind", rc_order=["LAB", "INNOVATOR"]),
    "attribute sparse matrix": lambda g, _: nx.attr_sparse_matrix(nx.Graph(g), edge_attr="weight"),
    "spring layout": lambda g, _: nx.spring_layout(g, seed=4, iterations=3),
    "spectral layout": lambda g, who: nx.spectral_layout(nx.Graph(g).subgraph(who.few[:2])),
    "circular layout": lambda g, _: [nx.circular_layout(g), nx.shell_layout(g), nx.spiral_layout(g)],
    "random layout": lambda g, _: nx.random_layout(g, seed=3),
    "distance layout": lambda g, who: nx.kamada_kawai_layout(nx.Graph(g).subgraph(who.few[:2])),
    "layers layout": lambda g, who: nx.bfs_layout(nx.ego_graph(nx.Graph(g), who.one, 3), who.one),
    "multipartite layout": lambda g, _: nx.multipartite_layout(g, subset_key="kind"),
    "force atlas": lambda g, _: nx.forceatlas2_layout(g, seed=2, max_iter=3),
    "planar layout": lambda g, who: nx.planar_layout(nx.Graph(g).subgraph(who.few[:3])),
    "latex": lambda g, _: nx.to_latex_raw(texts(g), pos={n: (n, n) for n in range(len(g))}),
    "text": lambda g, _: list(nx.generate_network_text(g)),
    "edges in lines": lambda g, _: sorted(map(str, nx.generate_edgelist(g, data=True))),
}
DICTIONARIES: dict[str, Call] = {
    "dict of dicts": lambda g, _: nx.to_dict_of_dicts(g),
    "dict of dicts of some": lambda g, who: nx.to_dict_of_dicts(g, nodelist=who.few, edge_data=1),
    "from dict of dicts": lambda g, _: nx.from_dict_of_dicts(nx.to_dict_of_dicts(g), create_using=g.__class__),
    "dict of lists": lambda g, _: nx.to_dict_of_lists(g),
    "from dict of lists": lambda g, _: nx.from_dict_of_lists(dict(nx.to_dict_of_lists(g))),
    "edge list": lambda g, who: [nx.to_edgelist(g), nx.to_edgelist(g, nodelist=who.few)],
    "from edge list": lambda g, _: nx.from_edgelist(g.edges(data=True), create_using=g.__class__),
    "node link": lambda g, _: nx.node_link_data(g),
    "node link as text": lambda g, _: json.dumps(nx.node_link_data(g)),
    "node link read back": lambda g, _: nx.node_link_graph(nx.node_link_data(g)),
    "adjacency data": lambda g, _: nx.adjacency_data(g),
    "adjacency read back": lambda g, _: nx.adjacency_graph(nx.adjacency_data(g)),
    "cytoscape": lambda g, _: nx.cytoscape_data(g),
    "cytoscape as text": lambda g, _: json.dumps(nx.cytoscape_data(g)),
    "cytoscape read back": lambda g, _: nx.cytoscape_graph(nx.cytoscape_data(g)),
    "tree data": lambda g, who: nx.tree_data(nx.bfs_tree(g, who.one), who.one),
    "prufer": lambda g, who: nx.to_prufer_sequence(texts(nx.bfs_tree(nx.Graph(g), who.one).to_undirected())),
    "graph attributes are deep": lambda g, _: copy.deepcopy(g.graph),
    "rows are deep": lambda g, who: copy.deepcopy(dict(g.adj[who.one])),
    "deep copy": lambda g, _: copy.deepcopy(g.copy()),
    "pickle": lambda g, _: pickled(g),
    "pickle of a part": lambda g, who: pickled(g.subgraph(who.few)),
    "pickle of a row": lambda g, who: pickled(dict(g.adj[who.one])),
    "pickle of nodes": lambda g, _: pickled(dict(g.nodes(data=True))),
}
FILES: dict[str, Call] = {
    "GraphML": written(nx.write_graphml),
    "GraphML by hand": written(nx.write_graphml_xml),
    "GraphML by lxml": written(nx.write_graphml_lxml),
    "GraphML named by ids": written(
        lambda g, file: nx.write_graphml_xml(g, file, named_key_ids=True, prettyprint=False)
    ),
    "GraphML in lines": lambda g, _: nx.generate_graphml(g),
    "GraphML read back": read_back(nx.write_graphml, nx.read_graphml),
    "GraphML by hand read back": read_back(
        nx.write_graphml_xml, lambda file: nx.read_graphml(file, force_multigraph=True)
    ),
    "GEXF": written(nx.write_gexf),
    "GEXF of 1.1": written(lambda g, file: nx.write_gexf(g, file, version="1.1draft")),
    "GEXF in lines": lambda g, _: nx.generate_gexf(g),
    "GEXF read back": read_back(nx.write_gexf, nx.read_gexf),
    "GML": written(nx.write_gml),
    "GML in lines": lambda g, _: nx.generate_gml(g),
    "GML read back": read_back(nx.write_gml, nx.read_gml),
    "Pajek": written(nx.write_pajek),
    "Pajek in lines": lambda g, _: nx.generate_pajek(g),
    "Pajek read back": read_back(nx.write_pajek, nx.read_pajek),
    "edge list": written(nx.write_edgelist),
    "edge list of weights": written(nx.write_weighted_edgelist),
    "edge list read back": read_back(nx.write_edgelist, nx.read_edgelist),
    "edge list of weights read back": read_back(
        lambda g, file: nx.write_weighted_edgelist(texts(g), file), nx.read_weighted_edgelist
    ),
    "adjacency list": lambda g, _: nx.generate_adjlist(g),
    "adjacency list read back": read_back(nx.write_adjlist, nx.read_adjlist),
    "many lines": lambda g, _: nx.generate_multiline_adjlist(g),
    "many lines read back": read_back(nx.write_multiline_adjlist, nx.read_multiline_adjlist),
    "graph6": lambda g, _: nx.to_graph6_bytes(nx.Graph(texts(g))),
    "graph6 of the face": written(nx.write_graph6),
    "graph6 read back": lambda g, _: nx.from_graph6_bytes(nx.to_graph6_bytes(nx.Graph(g), header=False).strip()),
    "sparse6": lambda g, _: nx.to_sparse6_bytes(g),
    "sparse6 read back": read_back(nx.write_sparse6, nx.read_sparse6),
    "bipartite edge list": lambda g, _: list(nx.bipartite.generate_edgelist(nx.Graph(g))),
}
TABLES: dict[str, Call] = {
    "pandas edge list": lambda g, _: nx.to_pandas_edgelist(g).to_dict("records"),
    "pandas adjacency": lambda g, _: nx.to_pandas_adjacency(g).to_dict(),
}
CALLS = ARRAYS | DICTIONARIES | {f"{name} file": call for name, call in FILES.items()}
CALLS |= TABLES if find_spec("pandas") else {}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_faces_are_written_and_read_back_like_plain_graphs(
    call: Call, answers: Callable[[Call], tuple[Any, Any]]
) -> None:
    given, expected = answers(call)

    assert given == expected


def test_no_call_hides_another_of_its_name() -> None:
    assert len(CALLS) >= len(ARRAYS) + len(DICTIONARIES) + len(FILES)
