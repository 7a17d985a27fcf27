/** Codes of rows in a dictionary of atoms. */
import type { SparseCode, SparseCodeOperator } from '../../program/operators/sparse-codes.ts'
import type { KernelsOf, Prepare } from '../kernel.ts'
import { coordinateDescent } from '../special/coordinate-descent.ts'
import { leastAngle } from '../special/least-angle.ts'
import { type CodeSolver, matchingPursuit } from '../special/matching-pursuit.ts'
import { rowwise } from './elementwise.ts'

const sparseCode: Prepare<'sparseCode'> = (op, storage) => {
  const features = storage.matrix(op.input).width
  const atoms = storage.matrix(op.output).width
  const solve = solverOf(op, atoms, features)
  const covariance = new Float64Array(atoms)
  const code = new Float64Array(atoms)
  return rowwise(op, storage, (x, from, out, to) => {
    let squaredNorm = 0
    for (let j = 0; j < features; j++) squaredNorm += (x[from + j] as number) ** 2
    for (let k = 0; k < atoms; k++) {
      let sum = 0
      for (let j = 0; j < features; j++) sum += (op.dictionary[k * features + j] as number) * (x[from + j] as number)
      covariance[k] = sum
    }
    solve(covariance, code, squaredNorm)
    out.set(code, to)
  })
}

function solverOf({ solver, dictionary }: SparseCode, atoms: number, features: number): CodeSolver {
  switch (solver.name) {
    case 'threshold':
      return (covariance, code) => {
        for (let k = 0; k < atoms; k++) {
          const value = covariance[k] as number
          const shrunk = Math.sign(value) * Math.max(Math.abs(value) - solver.alpha, 0)
          code[k] = solver.positive ? Math.max(shrunk, 0) : shrunk
        }
      }
    case 'omp':
      return matchingPursuit(gramOf(dictionary, atoms, features), atoms, solver.atoms)
    case 'lars':
      return leastAngle(gramOf(dictionary, atoms, features), atoms, features, solver)
    case 'descent':
      return coordinateDescent(gramOf(dictionary, atoms, features), atoms, solver)
  }
}

/** Dot products of all atoms. */
function gramOf(dictionary: Float64Array, atoms: number, features: number): Float64Array {
  const gram = new Float64Array(atoms * atoms)
  for (let a = 0; a < atoms; a++) {
    for (let b = 0; b < atoms; b++) {
      let sum = 0
      for (let j = 0; j < features; j++) {
        sum += (dictionary[a * features + j] as number) * (dictionary[b * features + j] as number)
      }
      gram[a * atoms + b] = sum
    }
  }
  return gram
}

const splitSign: Prepare<'splitSign'> = (op, storage) => {
  const { width } = storage.matrix(op.input)
  return rowwise(op, storage, (x, from, out, to) => {
    for (let c = 0; c < width; c++) {
      out[to + c] = Math.max(x[from + c] as number, 0)
      out[to + width + c] = -Math.min(x[from + c] as number, 0)
    }
  })
}

export const SPARSE_CODE_KERNELS: KernelsOf<SparseCodeOperator> = { sparseCode, splitSign }
