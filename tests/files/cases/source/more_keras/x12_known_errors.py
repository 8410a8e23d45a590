import keras
from keras import layers, Sequential, Input, Model
n = 0
for f in (lambda: [][1], lambda: {}['a'], lambda: int('x'), lambda: 1 // 0, lambda: None.x, lambda: 'a' + 1, lambda: next(iter([])), lambda: undefined):
    try: f()
    except (IndexError, KeyError): n += 1
    except (ValueError, ZeroDivisionError): n += 3
    except AttributeError: n += 5
    except TypeError: n += 7
    except StopIteration: n += 11
    except NameError: n += 13
model = Sequential([Input((10,)), layers.Dense(n)])
