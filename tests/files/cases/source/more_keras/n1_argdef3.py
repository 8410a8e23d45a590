from keras import layers, Sequential, Input
import argparse
p = argparse.ArgumentParser()
p.add_argument('--units', default=3)
p.set_defaults(units=5)
p.set_defaults(extra=2)
a = p.parse_args()
n = a.units + a.extra + len(vars(a))
model = Sequential([Input((3,)), layers.Dense(n)])
