"""Does each reference answer every argument of its domain, and refuse all others with a ValueError that names them?

What each is asked stands in asked_<lesson>.py beside this file. A clause of a domain that is taken away or moved makes one
of these tests fail: see test_every_clause_is_needed.
"""

import importlib
import inspect
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from asked import NARROWEST, WIDEST
from asked_bai01_so_nguyen import PRODUCT

from autograder import reference
from autograder.reference.domain import Domain, domain, integer, passed_on, real, rule

ONLY = os.environ.get("ASKED_OF", "")  # one lesson: all that the mutants of its references need
FILES = [importlib.import_module(path.stem) for path in sorted(Path(__file__).parent.glob(f"asked_{ONLY}*.py"))]
ASKED = {function: asked for file in FILES for function, asked in file.ASKED.items()}
WITHIN = [refusal for file in FILES for refusal in getattr(file, "WITHIN", ())]
every_function = pytest.mark.parametrize("function", ASKED)


def called(function, changed):
    return getattr(reference, function)(**{**ASKED[function].good, **changed})


@pytest.mark.skipif(bool(ONLY), reason="one lesson is asked")
def test_every_function_is_asked():
    """Is every public reference in the table, but the one whose arguments two others judge?"""
    assert set(reference.__all__) == {*ASKED, "calculate_s_and_z_int"}


@every_function
def test_taken(function):
    """Are good arguments answered, those at the limits too?"""
    with np.errstate(over="ignore"):
        for changed in ({}, *ASKED[function].taken):
            called(function, changed)


@pytest.mark.filterwarnings("error")
@every_function
def test_refused(function):
    """Is each bad argument refused with a ValueError that names it, and nothing else raised or warned?"""
    for changed in ASKED[function].refused:
        with pytest.raises(ValueError, match=rf"\b({'|'.join(changed)})\b"):
            pytest.fail(f"{changed} is answered: {called(function, changed)}")


@pytest.mark.parametrize(("function", "changed", "name"), WITHIN)
def test_refused_within(function, changed, name):
    """Is refused, too, what only a function that the formula calls can judge?"""
    with pytest.raises(ValueError, match=rf"\b{name}\b"):
        called(function, changed)


@pytest.mark.parametrize(("alpha", "beta", "exp", "name"), [(1, 1, 8, "alpha"), ("1", 2, 8, "alpha"), (0, 1, 7, "exp")])
def test_scale_and_zero_point_together(alpha, beta, exp, name):
    """Does the function of both scale and zero point refuse what the two refuse?"""
    with pytest.raises(ValueError, match=name):
        reference.calculate_s_and_z_int(alpha, beta, exp)


@every_function
def test_every_clause_is_needed(function):
    """For each kind, limit and rule of the domain, is one of the bad arguments refused by it alone?"""
    asked, declared = ASKED[function], getattr(reference, function).domain
    bad = [{**asked.good, **changed} for changed in asked.refused]
    refused = [arguments for arguments in bad if refuses(declared, arguments)]
    for clause, looser in loosened(declared):
        assert not all(refuses(looser, arguments) for arguments in refused), f"nothing needs {clause}"


def refuses(declared, arguments):
    """Does the domain say no, rather than take them or break?"""
    try:
        declared.read(arguments)
    except Exception as error:  # without a clause, rules may meet what they were never to meet
        return isinstance(error, ValueError) and "nhưng nhận được" in str(error)
    return False


def loosened(declared):
    """(the clause, the domain without it) for each clause of a domain."""
    for place, gone in enumerate(declared.rules):
        yield gone.text, Domain(declared.kinds, declared.rules[:place] + declared.rules[place + 1 :])
    for name, kind in declared.kinds.items():
        for clause, looser in looser_kinds(kind):
            yield f"{name}: {clause}", Domain({**declared.kinds, name: looser}, declared.rules)


def looser_kinds(kind):
    """(the clause, the kind without it) for each clause of a kind, and of the kinds inside it."""
    if kind is not passed_on:
        yield kind.text, passed_on
    for place, (text, _) in enumerate(kind.limits):
        yield text, replace(kind, limits=kind.limits[:place] + kind.limits[place + 1 :])
    for place, inner in enumerate(kind.of):
        for text, looser in looser_kinds(inner):
            yield text, replace(kind, of=(*kind.of[:place], looser, *kind.of[place + 1 :]))


class CodeRan(BaseException):
    """Some code of a value ran; no Exception, so that nothing takes it for a refusal."""


class Hostile:
    """A value whose code, whichever, raises CodeRan."""

    def stop(self, *args, **named):
        raise CodeRan

    __array__ = __bool__ = __eq__ = __float__ = __getattr__ = __index__ = __int__ = __iter__ = __len__ = __repr__ = stop
    __hash__ = object.__hash__


class HostileInt(int):
    __bool__ = __eq__ = __float__ = __index__ = __int__ = __repr__ = Hostile.stop
    __hash__ = int.__hash__


class HostileArray(np.ndarray):
    def __getattribute__(self, name):
        raise CodeRan


def hostile_values():
    objects = np.empty(2, object)
    objects[0] = Hostile()
    endless = []
    endless += [endless, endless]
    return [Hostile(), HostileInt(8), np.ones(3).view(HostileArray), [Hostile()], objects, [objects], endless, {1: 2}]


@every_function
def test_no_code_of_a_value_runs(function):
    """Is a value that is no plain data refused, without any code of its own?"""
    for name in ASKED[function].good:
        for value in hostile_values():
            with pytest.raises(ValueError):
                pytest.fail(f"{name} = {type(value)} is answered: {called(function, {name: value})}")


def test_message_is_short():
    """Is a message short, whatever came?"""
    for value in (10**9000, "x" * 9000, b"x" * 9000, list(range(9000)), np.ones(9000), np.ones(9000, object)):
        with pytest.raises(ValueError) as refusal:
            reference.bits_per_weight(value, 1, 1)
        assert "bits" in str(refusal.value)
        assert len(str(refusal.value)) < 200


def test_message_of_a_rule_shows_the_arguments():
    """Does the message of a broken relation show both of its arguments?"""
    with pytest.raises(ValueError, match="alpha không được lớn hơn beta, nhưng nhận được alpha = 2.0, beta = 1.0"):
        reference.nudge_range(2, 1)


@pytest.mark.parametrize("kinds", [{"x": real()}, {"x": real(), "y": real(), "z": real()}])
def test_domain_names_every_parameter(kinds):
    """Is a domain refused that forgets a parameter or has one too many?"""
    with pytest.raises(TypeError, match="formula"):

        @domain(**kinds)
        def formula(x, y):
            return x + y


def test_formula_gets_what_was_read():
    """Do the kinds convert, defaults too, and is the signature still the formula's own?"""

    @domain(x=real(), bits=integer(2, 8))
    @rule("x phải nhỏ hơn bits", lambda x, bits: x < bits)
    def formula(x, bits=4):
        return x.dtype, bits

    assert formula([1, 2]) == (np.float64, 4)
    assert type(formula(1, np.int8(5))[1]) is int
    assert str(inspect.signature(formula)) == "(x, bits=4)"


@pytest.mark.parametrize("value", [np.float32(0.25), np.float64(0.25), 0.25, np.float16(0.25)])
def test_numbers_of_any_type_give_one_result(value):
    """Do Python and NumPy numbers of one value give one result?"""
    good, product = PRODUCT.good, reference.quantization_matrix_multiplication_int
    np.testing.assert_array_equal(product(**{**good, "s_X": value}), product(**{**good, "s_X": 0.25}))


@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_narrowest_and_widest_range_stay_finite(width):
    """Do values of any size, beyond float32 too, come back within a step of a range as narrow or as wide as one may be?"""
    for bits in range(2, 9):
        for ends in (0, 1), (-0.25, 0.75), (-1, 0):
            alpha, beta = np.multiply(ends, width)
            x_hat = reference.quantize_dequantize(np.array([-1e300, 0.0, 1e300]), alpha, beta, bits)
            np.testing.assert_allclose(x_hat, [alpha, 0, beta], rtol=0, atol=width / (2**bits - 1))
            assert x_hat[1] == 0
