from keras import layers, Sequential, Input
n = 3
def f():
    global n
    try:
        int('x')
    except ValueError:
        n += 1
        raise KeyError
    finally:
        n += 100
try: f()
except ValueError: n += 2
except KeyError: n += 7
model = Sequential([Input((3,)), layers.Dense(n)])
