/** placeholder: written when the command line and the server exist */
export async function checkDoors() {
  return {}
}
